# ECS services, from the inside: do enough tasks run, do they have memory and processor, does the queue grow.

locals {
  watched_services = { for key, service in var.services : key => service if service.alarms }
  service_dimensions = { for key, service in var.services : key => {
    ClusterName = service.cluster_name
    ServiceName = service.service_name
  } }

  service_alarms = merge(
    { for key, service in local.watched_services : "service-${key}-down" => {
      concern     = "application_down"
      severity    = "critical"
      description = "Fewer than ${service.minimum_tasks} tasks of service ${key} run."
      comparison  = "LessThanThreshold"
      threshold   = service.minimum_tasks
      periods     = 3
      missing     = "breaching" # Container Insights says nothing about a service that is gone
      namespace   = "ECS/ContainerInsights"
      metric      = "RunningTaskCount"
      dimensions  = local.service_dimensions[key]
      stat        = "Minimum"
    } if service.minimum_tasks > 0 },
    { for key, service in local.watched_services : "service-${key}-memory" => {
      concern     = "memory"
      severity    = "critical"
      description = "Tasks of service ${key} use more than ${local.limits.memory_percent} % of their memory: the kernel ends them at 100 %."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.memory_percent
      periods     = 5
      datapoints  = 3
      missing     = "notBreaching" # no task, no memory; service-...-down rings
      namespace   = "AWS/ECS"
      metric      = "MemoryUtilization"
      dimensions  = local.service_dimensions[key]
      stat        = "Maximum"
    } },
    { for key, service in local.watched_services : "service-${key}-cpu" => {
      concern     = "saturation"
      severity    = "warning"
      description = "Service ${key} uses more than ${local.limits.cpu_percent} % of its processors for a quarter of an hour: scaling does not keep up."
      comparison  = "GreaterThanThreshold"
      threshold   = local.limits.cpu_percent
      period      = 300
      periods     = 3
      missing     = "notBreaching"
      namespace   = "AWS/ECS"
      metric      = "CPUUtilization"
      dimensions  = local.service_dimensions[key]
      stat        = "Average"
    } },
    { for key, service in local.watched_services : "service-${key}-backlog" => {
      concern     = "saturation"
      severity    = "warning"
      description = "The backlog of ${key} has been above ${try(service.backlog.maximum, 0)} for ten minutes."
      comparison  = "GreaterThanThreshold"
      threshold   = try(service.backlog.maximum, 0)
      periods     = 10
      missing     = "breaching" # who measures the queue is gone
      namespace   = try(service.backlog.namespace, "")
      metric      = try(service.backlog.metric, "")
      dimensions  = try(service.backlog.dimensions, {})
      stat        = "Maximum"
    } if service.backlog != null },
  )
}
