variable "drain" {
  default     = "1m30s"
  description = "How long connections are drained."
  type        = string
}

output "deregistration_delay" {
  description = "The same in seconds, as target groups take it: 90."
  value       = provider::signalcraft::parse_duration(var.drain).seconds
}
