# says: arn cannot be configured
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  arn        = "arn:aws:ec2:eu-central-1:000000000000:vpc/vpc-1"
}
