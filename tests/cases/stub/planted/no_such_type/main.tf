# says: The provider hashicorp/aws does not support resource type "aws_security_groups". Did you mean "aws_security_group"?
resource "aws_security_groups" "main" {
  name = "a"
}
