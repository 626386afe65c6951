# says: An argument named "vpc" is not expected here
# says: An argument named "replication_group_description" is not expected here
resource "aws_eip" "nat" {
  vpc = true
}

resource "aws_elasticache_replication_group" "main" {
  replication_group_id          = "a"
  replication_group_description = "Up to version 4."
}
