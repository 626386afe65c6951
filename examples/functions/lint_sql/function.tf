locals {
  files = fileset("${path.module}/migrations", "*.up.sql")
  lint  = { for file in local.files : file => provider::signalcraft::lint_sql(file("${path.module}/migrations/${file}"), "17") }
}

output "refused" {
  description = "Files that the plan would refuse, with the reasons."
  value       = { for file, lint in local.lint : file => lint.findings[*].message if !lint.valid }
}
