# says: Insufficient default_action blocks
resource "aws_lb_listener" "main" {
  load_balancer_arn = "arn"
}
