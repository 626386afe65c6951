resource "aws_security_group" "this" {
  name_prefix = "${var.name}-vault-"
  description = "Who reaches the vault."
  vpc_id      = var.network.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-vault" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.network.cidrs

  security_group_id = aws_security_group.this.id
  description       = "HTTPS from ${each.key}."
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = merge(var.tags, { Name = each.key })
}
