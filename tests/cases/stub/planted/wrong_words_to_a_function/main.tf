# says: arn: not enough sections
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

output "parsed" {
  value = provider::aws::arn_parse("arn:aws")
}
