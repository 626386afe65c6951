# says: Too many
resource "aws_ecs_service" "main" {
  name = "a"

  dynamic "deployment_circuit_breaker" {
    for_each = [true, false]

    content {
      enable   = deployment_circuit_breaker.value
      rollback = true
    }
  }
}
