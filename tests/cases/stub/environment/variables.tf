variable "cidr_block" {
  description = "Of the network."
  type        = string
  default     = "10.20.0.0/16"
}

variable "desired_count" {
  description = "Tasks of the service."
  type        = number
  default     = 2
}

variable "domain" {
  description = "What the service is reached by."
  type        = string
  default     = "alerts.example.com"
}

variable "name" {
  description = "Begins every name."
  type        = string
  default     = "signalcraft"
}
