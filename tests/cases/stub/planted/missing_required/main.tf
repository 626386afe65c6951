# says: Missing required argument
# says: The argument "family" is required
resource "aws_db_parameter_group" "main" {
  name = "a"
}
