# says: Incorrect attribute value type
# says: a number is required
resource "aws_ecs_service" "main" {
  name          = "a"
  desired_count = "many"
}
