locals {
  # GiB of memory and number of processors by size. The families differ in memory only: m has 4 GiB for each processor, r and x more.
  size  = reverse(split(".", var.instance_class))[0]
  vcpus = lookup({ micro = 2, small = 2, medium = 2, large = 2, xlarge = 4 }, local.size, try(tonumber(trimsuffix(local.size, "xlarge")) * 4, null))
  burst = startswith(var.instance_class, "db.t")

  gib_per_vcpu = { m = 4, r = 8, c = 2 }
  gib_by_class = try(
    local.burst ? { micro = 1, small = 2, medium = 4, large = 8, xlarge = 16, "2xlarge" = 32 }[local.size] : local.vcpus * local.gib_per_vcpu[substr(var.instance_class, 3, 1)],
    null,
  )

  memory_gib = var.alarms.memory_gib != null ? var.alarms.memory_gib : local.gib_by_class
  gib        = 1024 * 1024 * 1024

  # RDS allows a connection for each 9531392 bytes of memory, and 5000 at most, unless max_connections says otherwise.
  max_connections = try(tonumber(var.parameters["max_connections"].value), min(floor(local.memory_gib * local.gib / 9531392), 5000), null)

  alarm_defaults = {
    comparison  = "GreaterThanThreshold"
    evaluations = 3
    instance    = local.identifier
    missing     = "missing"
    period      = 300
    severity    = "warning"
    statistic   = "Average"
    when        = true
  }

  # Missing data is "missing" for what an instance always reports: silence has an alarm of its own, and says it once.
  instance_alarms = {
    connections = {
      metric      = "DatabaseConnections"
      threshold   = try(floor(local.max_connections * var.alarms.connections_percent / 100), 0)
      description = "More than ${var.alarms.connections_percent} % of the connections are taken"
      when        = local.max_connections != null
    }
    cpu = {
      metric      = "CPUUtilization"
      threshold   = var.alarms.cpu_percent
      description = "The processors are busy for more than ${var.alarms.cpu_percent} %"
    }
    cpu_credits = {
      metric      = "CPUCreditBalance"
      comparison  = "LessThanThreshold"
      threshold   = var.alarms.cpu_credits
      description = "The credits of a burstable class run out: it becomes slow, or dear"
      when        = local.burst
    }
    disk_queue = {
      metric      = "DiskQueueDepth"
      threshold   = var.alarms.disk_queue_depth
      description = "Requests wait for the disk"
    }
    ebs_io_balance = {
      metric      = "EBSIOBalance%"
      comparison  = "LessThanThreshold"
      threshold   = var.alarms.ebs_io_balance_percent
      description = "The instance's allowance of reads and writes runs out"
      missing     = "notBreaching" # only classes that burst report it
    }
    free_memory = {
      metric      = "FreeableMemory"
      comparison  = "LessThanThreshold"
      threshold   = try(floor(local.memory_gib * local.gib * var.alarms.free_memory_percent / 100), 0)
      description = "Less than ${var.alarms.free_memory_percent} % of the memory is free"
      severity    = "critical"
      when        = local.memory_gib != null
    }
    free_storage = {
      metric      = "FreeStorageSpace"
      comparison  = "LessThanThreshold"
      statistic   = "Minimum"
      threshold   = floor(var.storage.allocated_gib * local.gib * var.alarms.free_storage_percent / 100)
      description = "Less than ${var.alarms.free_storage_percent} % of the storage is free, and growth has not made room"
      severity    = "critical"
    }
    load = {
      metric      = "DBLoadRelativeToNumVCPUs"
      threshold   = var.alarms.load_per_vcpu
      description = "More sessions work than there are processors"
      missing     = "notBreaching" # Performance Insights is silent when nothing runs
      when        = var.monitoring.performance_insights
    }
    read_latency = {
      metric      = "ReadLatency"
      threshold   = var.alarms.read_latency_ms / 1000
      description = "Reads from the disk take more than ${var.alarms.read_latency_ms} ms"
    }
    silence = {
      metric      = "DatabaseConnections"
      comparison  = "LessThanThreshold"
      statistic   = "SampleCount"
      threshold   = 1
      period      = 60
      evaluations = 5
      description = "The instance reports nothing: it is down, or being replaced"
      missing     = "breaching"
      severity    = "critical"
    }
    transaction_ids = {
      metric      = "MaximumUsedTransactionIDs"
      statistic   = "Maximum"
      threshold   = var.alarms.transaction_ids
      evaluations = 1
      description = "Transaction ids are not given free: vacuum is behind, and PostgreSQL stops to write at 2.1 billion"
      severity    = "critical"
    }
    transaction_log = {
      metric      = "TransactionLogsDiskUsage"
      statistic   = "Maximum"
      threshold   = floor(var.storage.allocated_gib * local.gib * var.alarms.transaction_log_disk_percent / 100)
      description = "The transaction log takes more than ${var.alarms.transaction_log_disk_percent} % of the storage: a replication slot that nobody reads?"
    }
    write_latency = {
      metric      = "WriteLatency"
      threshold   = var.alarms.write_latency_ms / 1000
      description = "Writes to the disk take more than ${var.alarms.write_latency_ms} ms"
    }
  }

  replica_alarms = merge([
    for key, replica in var.replicas : {
      "replica_lag_${key}" = {
        metric      = "ReplicaLag"
        instance    = "${local.identifier}-${key}"
        statistic   = "Maximum"
        period      = 60
        evaluations = 5
        threshold   = coalesce(replica.replica_lag_seconds, var.alarms.replica_lag_seconds)
        description = "The replica is behind by more than ${coalesce(replica.replica_lag_seconds, var.alarms.replica_lag_seconds)} s, or replicates no more"
        missing     = "breaching"
        kind        = "replica_lag"
      }
    }
  ]...)

  alarms = {
    for key, alarm in merge(local.instance_alarms, local.replica_alarms) : key => merge(local.alarm_defaults, alarm)
    if var.alarms.enabled && lookup(alarm, "when", true) && !contains(var.alarms.omit, lookup(alarm, "kind", key))
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${local.identifier}-database-${replace(each.key, "_", "-")}"
  alarm_description = "${each.value.instance}: ${each.value.description}."

  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = each.value.instance }
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.evaluations
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing

  alarm_actions = [for topic in [try(var.alarm_topics[each.value.severity], null)] : topic if topic != null]
  ok_actions    = [for topic in [try(var.alarm_topics[each.value.severity], null)] : topic if topic != null]

  tags = merge(local.tags, { Name = "${local.identifier}-database-${replace(each.key, "_", "-")}", Severity = each.value.severity })

  depends_on = [aws_db_instance.this, aws_db_instance.replica]
}
