# says: Invalid value for effect
data "aws_iam_policy_document" "main" {
  statement {
    effect  = "allow"
    actions = ["s3:*"]
  }
}
