# says: Unsupported argument
# says: Did you mean "identifier"?
resource "aws_db_instance" "main" {
  identifer      = "a"
  instance_class = "db.t4g.small"
}
