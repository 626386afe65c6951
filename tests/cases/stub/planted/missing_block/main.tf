# says: Insufficient versioning_configuration blocks
resource "aws_s3_bucket_versioning" "main" {
  bucket = "a"
}
