# Bad input, and the sentence that refuses it. Each line is one validation; a run holds as many as can be seen to fail side
# by side.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name    = "signalcraft-test"
  account = { id = "123456789012", region = "eu-central-1" }
  network = {
    subnet_ids         = { a = "subnet-a", b = "subnet-b" }
    security_group_ids = ["sg-1"]
  }
  services = { api = { containers = { api = { image = "app:1.8.2" } } } }
}

run "refuses_bad_input_01" {
  command = plan

  variables {
    # an account without twelve digits
    account = { id = "1234", region = "eu-central-1" }

    # a retention of sessions that cloudwatch does not have
    cluster = { exec_log_retention_days = 100 }

    # two keys
    encryption = { key_arn = "arn:aws:kms:eu-central-1:123456789012:key/k" }

    # a retention that cloudwatch does not have
    logs = { retention_days = 100 }

    # a name beyond the limit
    name = "signalcraft-production-in-frankfurt-1"

    # no subnet
    network = { subnet_ids = {}, security_group_ids = ["sg-1"] }

    # a path without slashes
    roles = { path = "signalcraft" }

    # a service key beyond the limit
    services = { seventeen-letters = { containers = { app = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.account, var.cluster, var.encryption, var.logs, var.name, var.network, var.roles, var.services]
}

run "refuses_bad_input_02" {
  command = plan

  variables {
    # a region that is none
    account = { id = "123456789012", region = "Frankfurt" }

    # no key
    encryption = { create_key = false }

    # a prefix with a slash behind
    logs = { prefix = "/ecs/" }

    # no security group
    network = { subnet_ids = { a = "subnet-a" }, security_group_ids = [] }

    # a service with the name of a second colour
    services = { api = { deployment = { strategy = "alb_weighted" }, load_balancer = { port = 8080, traffic = { load_balancer_arn_suffix = "app/a/1", rule_arn = "r", target_groups = { green = { arn = "g", arn_suffix = "g" }, blue = { arn = "b", arn_suffix = "b" } } } }, containers = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } } }, api-green = { containers = { app = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.account, var.encryption, var.logs, var.network, var.services]
}

run "refuses_bad_input_03" {
  command = plan

  variables {
    # a partition that is none
    account = { id = "123456789012", region = "eu-central-1", partition = "gcp" }

    # a container with the name of a sidecar
    services = { api = { containers = { log-router = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.account, var.services]
}

run "refuses_bad_input_04" {
  command = plan

  variables {
    # a service without a container of its own
    services = { api = { containers = { one = { image = "app:1.8.2" }, two = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_05" {
  command = plan

  variables {
    # a main container that is not there
    services = { api = { main_container = "app", containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_06" {
  command = plan

  variables {
    # cpu and memory that fargate does not pair
    services = { api = { cpu = 256, memory = 4096, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_07" {
  command = plan

  variables {
    # memory between two steps
    services = { api = { cpu = 8192, memory = 17408, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_08" {
  command = plan

  variables {
    # containers that want more cpu than their task has
    services = { api = { containers = { api = { image = "app:1.8.2", cpu = 512 } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_09" {
  command = plan

  variables {
    # containers that want more memory than their task has
    services = { api = { containers = { api = { image = "app:1.8.2", memory = 1024 } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_10" {
  command = plan

  variables {
    # an architecture that is none
    services = { api = { architecture = "arm", containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_11" {
  command = plan

  variables {
    # a disk smaller than the one that is there
    services = { api = { ephemeral_storage_gib = 20, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_12" {
  command = plan

  variables {
    # capacity without a weight
    services = { api = { capacity = { on_demand = { weight = 0 } }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_13" {
  command = plan

  variables {
    # the tag latest
    services = { api = { containers = { api = { image = "app:latest" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_14" {
  command = plan

  variables {
    # no tag at all
    services = { api = { containers = { api = { image = "registry.example.com:5000/app" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_15" {
  command = plan

  variables {
    # a variable with two values
    services = { api = { containers = { api = { image = "app:1.8.2", environment = [{ name = "A", value = "1" }], secrets = [{ name = "A", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-a1b2c3" }] } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_16" {
  command = plan

  variables {
    # a secret that is a value
    services = { api = { containers = { api = { image = "app:1.8.2", secrets = [{ name = "A", valueFrom = "hunter2" }] } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_17" {
  command = plan

  variables {
    # a variable that no shell takes
    services = { api = { containers = { api = { image = "app:1.8.2", environment = [{ name = "A-B", value = "1" }] } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_18" {
  command = plan

  variables {
    # a dependency that is not there
    services = { api = { containers = { api = { image = "app:1.8.2", dependencies = { setup = "SUCCESS" } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_19" {
  command = plan

  variables {
    # a dependency on health that nobody checks
    services = { api = { containers = { api = { image = "app:1.8.2", dependencies = { db = "HEALTHY" } }, db = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_20" {
  command = plan

  variables {
    # a stop that takes longer than fargate waits
    services = { api = { containers = { api = { image = "app:1.8.2", stop_timeout = 300 } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_21" {
  command = plan

  variables {
    # root
    services = { api = { containers = { api = { image = "app:1.8.2", user = "0:0" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_22" {
  command = plan

  variables {
    # a health check without cmd
    services = { api = { containers = { api = { image = "app:1.8.2", health_check = { command = ["/health"] } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_23" {
  command = plan

  variables {
    # a writable root
    services = { api = { containers = { api = { image = "app:1.8.2", writable_paths = { "/" = {} } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_24" {
  command = plan

  variables {
    # a port that is none
    services = { api = { containers = { api = { image = "app:1.8.2", ports = { http = { port = 80000 } } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_25" {
  command = plan

  variables {
    # a role that may do everything
    services = { api = { task_role_statements = { All = { actions = ["*"], resources = ["*"] } }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_26" {
  command = plan

  variables {
    # a role that may do everything of one service
    services = { api = { task_role_statements = { All = { actions = ["s3:*"], resources = ["*"] } }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_27" {
  command = plan

  variables {
    # a statement with the name of one of ours
    services = { api = { task_role_statements = { Exec = { actions = ["s3:GetObject"], resources = ["a"] } }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_28" {
  command = plan

  variables {
    # a strategy that is none
    services = { api = { deployment = { strategy = "bluegreen" }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_29" {
  command = plan

  variables {
    # a strategy without a load balancer
    services = { api = { deployment = { strategy = "canary" }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_30" {
  command = plan

  variables {
    # weights without a load balancer
    services = { api = { deployment = { strategy = "alb_weighted" }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_31" {
  command = plan

  variables {
    # a strategy without a pair of target groups
    services = { api = { deployment = { strategy = "blue_green" }, load_balancer = { port = 8080, traffic = { load_balancer_arn_suffix = "app/a/1", rule_arn = "r", target_groups = { blue = { arn = "b", arn_suffix = "b" } } } }, containers = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_32" {
  command = plan

  variables {
    # a load balancer on a port that nobody opens
    services = { api = { load_balancer = { port = 9090, traffic = { load_balancer_arn_suffix = "app/a/1", rule_arn = "r", target_groups = { blue = { arn = "b", arn_suffix = "b" } } } }, containers = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_33" {
  command = plan

  variables {
    # a one off task behind a load balancer
    services = { api = { run_as_service = false, load_balancer = { port = 8080, traffic = { load_balancer_arn_suffix = "app/a/1", rule_arn = "r", target_groups = { blue = { arn = "b", arn_suffix = "b" } } } }, containers = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_34" {
  command = plan

  variables {
    # service connect without a namespace
    services = { api = { service_connect = {}, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_35" {
  command = plan

  variables {
    # a name in service connect without a port
    services        = { api = { service_connect = { port_name = "http" }, containers = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } } } }
    service_connect = { enabled = true }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_36" {
  command = plan

  variables {
    # a deployment that could start nothing
    services = { api = { deployment = { maximum_percent = 100 }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_37" {
  command = plan

  variables {
    # a minimum above the maximum
    services = { api = { autoscaling = { min = 5, max = 2 }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_38" {
  command = plan

  variables {
    # a schedule with a minimum above its maximum
    services = { api = { autoscaling = { min = 1, max = 2, schedules = { night = { schedule = "cron(0 0 * * ? *)", min = 3, max = 2 } } }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_39" {
  command = plan

  variables {
    # a schedule that does not parse
    services = { api = { autoscaling = { min = 1, max = 2, schedules = { night = { schedule = "0 0 * * *", min = 1, max = 2 } } }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_40" {
  command = plan

  variables {
    # a target above all
    services = { api = { autoscaling = { min = 1, max = 2, cpu_percent = 150 }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_41" {
  command = plan

  variables {
    # requests of a service that gets none
    services = { api = { autoscaling = { min = 1, max = 2, requests_per_target = 100 }, containers = { api = { image = "app:1.8.2" } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_42" {
  command = plan

  variables {
    # a backlog without a count of tasks
    services           = { api = { autoscaling = { min = 1, max = 2, backlog = { namespace = "n", metric_name = "m", per_task = 1 } }, containers = { api = { image = "app:1.8.2" } } } }
    container_insights = "disabled"
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_43" {
  command = plan

  variables {
    # a schedule that would wake the idle colour
    services = { api = { deployment = { strategy = "alb_weighted" }, autoscaling = { min = 1, max = 2, schedules = { night = { schedule = "cron(0 0 * * ? *)", min = 1, max = 2 } } }, load_balancer = { port = 8080, traffic = { load_balancer_arn_suffix = "app/a/1", rule_arn = "r", target_groups = { green = { arn = "g", arn_suffix = "g" }, blue = { arn = "b", arn_suffix = "b" } } } }, containers = { api = { image = "app:1.8.2", ports = { http = { port = 8080 } } } } } }
  }

  expect_failures = [var.services]
}

run "refuses_bad_input_44" {
  command = plan

  variables {
    # alarms of an unknown service key
    alarms = { overrides = { apl = { cpu_percent = 50 } } }
  }

  expect_failures = [var.alarms]
}

run "refuses_bad_input_45" {
  command = plan

  variables {
    # more cpu than there is
    alarms = { cpu_percent = 120 }
  }

  expect_failures = [var.alarms]
}

run "refuses_bad_input_46" {
  command = plan

  variables {
    # missing tasks that are noticed tomorrow
    alarms = { tasks_missing_minutes = 1440 }
  }

  expect_failures = [var.alarms]
}

run "refuses_bad_input_47" {
  command = plan

  variables {
    # the tag latest in production
    allow_latest = true

    # insights that are none
    container_insights = "on"

    # a namespace that is not named
    service_connect = { enabled = true, create_namespace = false }
  }

  expect_failures = [var.allow_latest, var.container_insights, var.service_connect]
}
