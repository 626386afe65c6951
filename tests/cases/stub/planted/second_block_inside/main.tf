# says: Too many accelerator_count blocks
# says: Too many memory_mib blocks
resource "aws_ecs_capacity_provider" "main" {
  name = "a"

  managed_instances_provider {
    infrastructure_role_arn = "arn"

    instance_launch_template {
      ec2_instance_profile_arn = "arn"

      network_configuration {
        subnets = ["subnet-1"]
      }

      instance_requirements {
        memory_mib {
          min = 1
        }

        memory_mib {
          min = 2
        }

        vcpu_count {
          min = 1
        }

        accelerator_count {
          min = 1
        }

        accelerator_count {
          min = 2
        }
      }
    }
  }
}
