variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "encrypt_scratch" {
  description = "Scratch volumes hold payments for some minutes."
  type        = bool
  default     = false
}

variable "gpu_nodes" {
  type = number
}
