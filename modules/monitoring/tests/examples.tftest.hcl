# The README's example, applied, and production's, planned: an apply of all of it is the environments' own test.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_basic_example_applies" {
  module {
    source = "./examples/basic"
  }

  assert {
    condition     = toset(keys(output.topic_arns)) == toset(["critical", "warning", "info"])
    error_message = "topic_arns must have the three severities that other modules send to"
  }
  assert {
    condition     = module.monitoring.dashboard_names == { application = "signalcraft-dev-application", infrastructure = "signalcraft-dev-infrastructure" }
    error_message = "the small environment has the two dashboards that it asked for"
  }
}

run "the_complete_example_plans" {
  command = plan

  module {
    source = "./examples/complete"
  }

  assert {
    condition     = keys(output.critical_alarm_names) == ["application_down", "database_down", "disk", "error_rate", "latency", "memory"]
    error_message = "all six critical alerts must be there"
  }
  assert {
    condition     = contains(output.gate_alarm_names, "signalcraft-production-load-balancer-public-api-error-rate") && !contains(output.gate_alarm_names, "signalcraft-production-database-main-disk")
    error_message = "gates are alarms of errors, latency and targets that are down, not of disks"
  }
  assert {
    condition     = length(module.monitoring.topic_arns_global) == 3 && length(module.monitoring.kms_key_arns) == 2
    error_message = "what is watched from us-east-1 has topics and a key there"
  }
  assert {
    condition     = module.monitoring.status.components["api"].alarm_name == "signalcraft-production-status-api"
    error_message = "the status page's component has its alarm"
  }
}
