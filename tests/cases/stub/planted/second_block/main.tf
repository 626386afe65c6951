# says: Too many deployment_circuit_breaker blocks
resource "aws_ecs_service" "main" {
  name = "a"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  deployment_circuit_breaker {
    enable   = false
    rollback = false
  }
}
