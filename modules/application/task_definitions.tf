# The templates of task definitions. Terraform owns them whole; a release clones one into the family NAME-SERVICE-release
# and changes nothing but images. Containers are rendered as ECS gives them back: sorted, without nulls, with defaults
# spelled out, so that a plan is empty as long as nothing changed.

locals {
  # ECS Exec runs an agent inside of the container that writes to these two, even if the root is read-only.
  exec_paths = { "/var/lib/amazon" = { tmpfs_mib = null }, "/var/log/amazon" = { tmpfs_mib = null } }

  writable = { for key, service in var.services : key => { for name, container in service.containers : name => merge(
    service.exec && container.read_only_root ? local.exec_paths : {},
    container.writable_paths,
  ) } }

  # Path by path: the volume that is mounted there, of the task's own disk.
  volumes = { for key, containers in local.writable : key => { for name, paths in containers : name => {
    for path, options in paths : path => "${name}${replace(path, "/[^a-zA-Z0-9_-]/", "-")}" if options.tmpfs_mib == null
  } } }

  tracing_configuration = <<-YAML
    extensions: {health_check: {}}
    receivers: {otlp: {protocols: {grpc: {endpoint: "localhost:4317"}, http: {endpoint: "localhost:4318"}}}}
    processors: {batch: {timeout: 5s}, resourcedetection: {detectors: [env, ecs]}}
    exporters: {awsxray: {region: ${var.account.region}}}
    service:
      extensions: [health_check]
      pipelines: {traces: {receivers: [otlp], processors: [resourcedetection, batch], exporters: [awsxray]}}
  YAML

  environment = { for key, service in var.services : key => { for name, container in service.containers : name => merge(
    service.tracing == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = "http://localhost:4318" },
    { for variable in container.environment : variable.name => variable.value },
  ) } }

  secrets = { for key, service in var.services : key => { for name, container in service.containers : name => { for secret in container.secrets : secret.name => secret.valueFrom } } }

  # Where the containers of a service write.
  awslogs = { for key, service in var.services : key => {
    logDriver = "awslogs"
    options = {
      awslogs-group         = local.log_groups[key]
      awslogs-region        = var.account.region
      awslogs-stream-prefix = key
      max-buffer-size       = "25m"
      mode                  = "non-blocking" # a slow log must not stop a container
    }
  } }

  log_configuration = { for key, service in var.services : key => service.firelens == null ? local.awslogs[key] : {
    logDriver = "awsfirelens"
    options = coalesce(service.firelens.options, {
      Name              = "cloudwatch_logs"
      auto_create_group = "false"
      log_group_name    = local.log_groups[key]
      log_stream_prefix = "${key}/"
      region            = var.account.region
    })
  } }

  own_containers = { for key, service in var.services : key => [for name, container in service.containers : merge(
    {
      cpu                    = container.cpu
      environment            = [for variable in sort(keys(local.environment[key][name])) : { name = variable, value = local.environment[key][name][variable] }]
      essential              = container.essential
      image                  = container.image
      logConfiguration       = local.log_configuration[key]
      mountPoints            = [for path, volume in local.volumes[key][name] : { containerPath = path, readOnly = false, sourceVolume = volume }]
      name                   = name
      portMappings           = [for port_name, port in container.ports : merge({ containerPort = port.port, hostPort = port.port, name = port_name, protocol = port.protocol }, port.app_protocol == null ? {} : { appProtocol = port.app_protocol })]
      readonlyRootFilesystem = container.read_only_root
      stopTimeout            = container.stop_timeout
      systemControls         = []
      ulimits                = [{ hardLimit = container.open_files, name = "nofile", softLimit = container.open_files }]
      user                   = container.user
      versionConsistency     = "enabled"
      volumesFrom            = []

      linuxParameters = merge(
        { capabilities = { add = [], drop = ["ALL"] }, devices = [], initProcessEnabled = true },
        length([for options in values(local.writable[key][name]) : true if options.tmpfs_mib != null]) == 0 ? {} : {
          tmpfs = [for path, options in local.writable[key][name] : { containerPath = path, mountOptions = ["mode=1777", "nodev", "nosuid"], size = options.tmpfs_mib } if options.tmpfs_mib != null]
        },
      )
    },
    length(container.secrets) == 0 ? {} : { secrets = [for secret in sort(keys(local.secrets[key][name])) : { name = secret, valueFrom = local.secrets[key][name][secret] }] },
    length(container.dependencies) == 0 ? {} : { dependsOn = [for dependency, when in container.dependencies : { condition = when, containerName = dependency }] },
    length(container.labels) == 0 ? {} : { dockerLabels = container.labels },
    container.command == null ? {} : { command = container.command },
    container.entry_point == null ? {} : { entryPoint = container.entry_point },
    container.memory == null ? {} : { memory = container.memory },
    container.memory_reservation == null ? {} : { memoryReservation = container.memory_reservation },
    container.working_directory == null ? {} : { workingDirectory = container.working_directory },
    container.health_check == null ? {} : { healthCheck = {
      command     = container.health_check.command
      interval    = container.health_check.interval
      retries     = container.health_check.retries
      startPeriod = container.health_check.start_period
      timeout     = container.health_check.timeout
    } },
  )] }

  # What both sidecars have in common.
  sidecar = {
    mountPoints            = []
    portMappings           = []
    readonlyRootFilesystem = true
    systemControls         = []
    versionConsistency     = "enabled"
    volumesFrom            = []
  }

  sidecars = { for key, service in var.services : key => concat(
    [for firelens in [service.firelens] : merge(local.sidecar, {
      cpu                   = firelens.cpu
      environment           = []
      essential             = true # without it the service is blind
      firelensConfiguration = { options = { enable-ecs-log-metadata = "true" }, type = "fluentbit" }
      image                 = firelens.image
      logConfiguration      = local.awslogs[key]
      memoryReservation     = firelens.memory_reservation
      name                  = "log-router"
      user                  = "0" # ECS wants the router to be root
    }) if firelens != null],
    [for tracing in [service.tracing] : merge(local.sidecar, {
      cpu               = tracing.cpu
      environment       = [{ name = "AOT_CONFIG_CONTENT", value = coalesce(tracing.configuration, local.tracing_configuration) }]
      essential         = false # a lost trace is no outage
      healthCheck       = { command = ["CMD", "/healthcheck"], interval = 30, retries = 3, startPeriod = 10, timeout = 5 }
      image             = tracing.image
      logConfiguration  = local.awslogs[key]
      memoryReservation = tracing.memory_reservation
      name              = "otel-collector"
    }) if tracing != null],
  ) }
}

resource "aws_ecs_task_definition" "this" {
  for_each = var.services

  container_definitions    = jsonencode(concat(local.own_containers[each.key], local.sidecars[each.key]))
  cpu                      = tostring(each.value.cpu)
  execution_role_arn       = aws_iam_role.execution[each.key].arn
  family                   = "${var.name}-${each.key}"
  memory                   = tostring(each.value.memory)
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  skip_destroy             = true # a replaced revision stays active: what a release was cloned from can be gone back to
  task_role_arn            = aws_iam_role.task[each.key].arn

  dynamic "ephemeral_storage" {
    for_each = each.value.ephemeral_storage_gib == null ? [] : [each.value.ephemeral_storage_gib]

    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  runtime_platform {
    cpu_architecture        = each.value.architecture
    operating_system_family = "LINUX"
  }

  dynamic "volume" {
    for_each = toset(flatten([for volumes in values(local.volumes[each.key]) : values(volumes)]))

    content {
      name = volume.value
    }
  }

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })
}
