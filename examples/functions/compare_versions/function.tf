variable "release" {
  description = "Version to roll out."
  type        = string

  validation {
    condition     = provider::signalcraft::compare_versions(var.release, "1.8.0") >= 0
    error_message = "Releases before 1.8.0 do not know the present schema."
  }
}
