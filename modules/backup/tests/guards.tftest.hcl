# What is refused in a plan, each rule once. A run breaks one rule of each of several variables: every variable that it expects
# to fail must.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name    = "signalcraft-production"
  account = { id = "123456789012", region = "eu-central-1" }
}

run "what_is_out_of_range_is_refused" {
  command = plan
  variables {
    account       = { id = "123", region = "eu-central-1" }
    alarms        = { silent_days = 8 }
    encryption    = { create_key = false }
    lock          = { mode = "eternal" }
    name          = "Signal Craft"
    notifications = { topic_arn = "arn", events = ["BACKUP_JOB_FAILED"] }
    selection     = { tag_key = "aws:backup" }
    vault_policy  = { accept_copies_from = { other = "42" } }
  }
  expect_failures = [var.account, var.alarms, var.encryption, var.lock, var.name, var.notifications, var.selection, var.vault_policy]
}

run "regions_are_codes_and_a_lock_has_days_of_grace" {
  command = plan
  variables {
    account = { id = "123456789012", region = "Frankfurt" }
    lock    = { changeable_for_days = 1 }
    roles   = { create = false }
    restore_testing = {
      algorithm  = "OLDEST"
      selections = {}
    }
  }
  expect_failures = [var.account, var.lock, var.restore_testing]
}

run "a_copy_needs_one_place" {
  command = plan
  variables {
    copies          = { ireland = {} }
    lock            = { min_retention_days = 30, max_retention_days = 7 }
    restore_testing = { schedule = "rate(1 day)", selections = {} }
  }
  expect_failures = [var.copies, var.lock, var.restore_testing]
}

run "a_copy_at_home_is_no_copy" {
  command = plan
  variables {
    copies          = { here = { region = "eu-central-1" } }
    restore_testing = { recovery_point_types = ["TAPE"], selections = {} }
  }
  expect_failures = [var.copies, var.restore_testing]
}

run "a_vault_of_others_is_an_arn_and_redis_is_not_restored" {
  command = plan
  variables {
    copies          = { other = { vault_arn = "signalcraft" } }
    restore_testing = { selections = { queue = { resource_type = "ElastiCache", metadata = {} } } }
  }
  expect_failures = [var.copies, var.restore_testing]
}

run "production_is_not_restored_into_the_default_network" {
  command = plan
  variables {
    copies          = { home = { region = "eu-west-1" } }
    restore_testing = { selections = { database = { resource_type = "RDS", metadata = { dbSubnetGroupName = "isolated" } } } }
  }
  expect_failures = [var.copies, var.restore_testing]
}

run "a_given_key_must_be_given_for_each_region" {
  command = plan
  variables {
    encryption = { create_key = false, key_arn = "arn:aws:kms:eu-central-1:123456789012:key/home" }
    copies     = { ireland = { region = "eu-west-1" } }
    roles      = { create = false }
  }
  expect_failures = [var.copies, var.roles]
}

run "a_plan_has_rules" {
  command = plan
  variables {
    plans = { standard = { rules = {} } }
  }
  expect_failures = [var.plans]
}

run "keys_of_plans_become_names" {
  command = plan
  variables {
    plans = { "Standard Plan" = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 30 } } } }
  }
  expect_failures = [var.plans]
}

run "a_schedule_is_cron_with_six_fields" {
  command = plan
  variables {
    plans = { standard = { rules = { daily = { schedule = "cron(0 2 * * *)", retention_days = 30 } } } }
  }
  expect_failures = [var.plans]
}

run "hourly_is_the_most" {
  command = plan
  variables {
    plans = { standard = { rules = { often = { schedule = "cron(0/15 * * * ? *)", retention_days = 30 } } } }
  }
  expect_failures = [var.plans]
}

run "a_locked_vault_would_refuse_this_retention" {
  command = plan
  variables {
    plans = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 3 } } } }
  }
  expect_failures = [var.plans]
}

run "retention_is_whole_days" {
  command = plan
  variables {
    lock  = { enabled = false }
    plans = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 0 } } } }
  }
  expect_failures = [var.plans]
}

run "cold_storage_is_paid_for_90_days" {
  command = plan
  variables {
    plans = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 90, cold_after_days = 30 } } } }
  }
  expect_failures = [var.plans]
}

run "points_in_time_end_after_35_days" {
  command = plan
  variables {
    plans = { standard = { rules = { continuous = { schedule = "cron(0 2 * * ? *)", retention_days = 90, continuous = true } } } }
  }
  expect_failures = [var.plans]
}

run "one_continuous_rule_is_enough" {
  command = plan
  variables {
    plans = { standard = { rules = { a = { schedule = "cron(0 2 * * ? *)", retention_days = 35, continuous = true }, b = { schedule = "cron(0 3 * * ? *)", retention_days = 35, continuous = true } } } }
  }
  expect_failures = [var.plans]
}

run "windows_are_an_hour_and_more" {
  command = plan
  variables {
    plans = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 30, start_window_minutes = 60, completion_window_minutes = 90 } } } }
  }
  expect_failures = [var.plans]
}

run "copies_go_where_there_is_a_place" {
  command = plan
  variables {
    plans = { standard = { rules = { daily = { schedule = "cron(0 2 * * ? *)", retention_days = 30, copy_to = { mars = {} } } } } }
  }
  expect_failures = [var.plans]
}
