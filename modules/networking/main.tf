# The VPC, its subnets and what their routes lead to. Every map is keyed by names that the caller wrote (a zone, a
# tier, a rule); nothing has a place in a list, so nothing moves when something is added.

resource "aws_vpc" "this" {
  assign_generated_ipv6_cidr_block = var.ipv6.enabled
  cidr_block                       = var.cidr_block
  enable_dns_hostnames             = true # private names of interface endpoints need both
  enable_dns_support               = true

  tags = merge(local.tags, { Name = var.name })

  lifecycle {
    precondition {
      condition     = length(local.outside) == 0
      error_message = "These subnets do not fit into ${var.cidr_block}: ${join(", ", local.outside)}. The tier's first plus the zone's index must be below 2 to the power of newbits."
    }

    precondition {
      condition     = length(local.overlapping_subnets) == 0
      error_message = "Ranges overlap: ${join("; ", local.overlapping_subnets)}. Give the tiers another first or newbits, or the zones other indexes, so that each subnet has a range of its own."
    }

    precondition {
      condition     = length(local.overlapping_reserved) == 0
      error_message = "${var.cidr_block} overlaps what is reserved: ${join(", ", local.overlapping_reserved)}. Choose a cidr_block outside of these ranges; overlapping networks can never be peered."
    }
  }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  assign_ipv6_address_on_creation = var.ipv6.enabled
  availability_zone               = each.value.zone
  cidr_block                      = each.value.cidr_block
  ipv6_cidr_block                 = var.ipv6.enabled ? cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, each.value.ipv6_place) : null
  map_public_ip_on_launch         = false
  vpc_id                          = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-${each.value.tier}-${each.value.zone}" })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = var.name })
}

resource "aws_egress_only_internet_gateway" "this" {
  count = var.ipv6.enabled ? 1 : 0

  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = var.name })
}

resource "aws_vpc_block_public_access_options" "this" {
  count = var.region_block_public_access == null ? 0 : 1

  internet_gateway_block_mode = var.region_block_public_access
}

# --- NAT

resource "aws_eip" "nat" {
  for_each = setsubtract(local.nat_zones, keys(var.nat.allocation_ids))

  domain = "vpc"

  tags = merge(local.tags, { Name = "${var.name}-nat-${each.key}" })
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  allocation_id     = contains(keys(var.nat.allocation_ids), each.key) ? var.nat.allocation_ids[each.key] : aws_eip.nat[each.key].allocation_id
  connectivity_type = "public"
  subnet_id         = aws_subnet.this["public/${each.key}"].id

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })

  depends_on = [aws_internet_gateway.this]
}

# --- Routes. The main table, which a subnet without a table of its own would use, leads nowhere.

resource "aws_default_route_table" "this" {
  default_route_table_id = aws_vpc.this.default_route_table_id
  route                  = []

  tags = merge(local.tags, { Name = "${var.name}-unused" })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-public" })
}

resource "aws_route_table" "private" {
  for_each = var.zones

  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-private-${each.key}" })
}

# No default route: what keeps data neither calls out nor is called from outside.
resource "aws_route_table" "data" {
  vpc_id = aws_vpc.this.id

  tags = merge(local.tags, { Name = "${var.name}-data" })
}

resource "aws_route" "public_ipv4" {
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
  route_table_id         = aws_route_table.public.id
}

resource "aws_route" "public_ipv6" {
  count = var.ipv6.enabled ? 1 : 0

  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.this.id
  route_table_id              = aws_route_table.public.id
}

resource "aws_route" "private_ipv4" {
  for_each = { for zone in keys(var.zones) : zone => var.nat.mode == "single" ? coalesce(var.nat.zone, zone) : zone if length(local.nat_zones) > 0 }

  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
  route_table_id         = aws_route_table.private[each.key].id
}

resource "aws_route" "private_ipv6" {
  for_each = { for zone in keys(var.zones) : zone => zone if var.ipv6.enabled }

  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
  route_table_id              = aws_route_table.private[each.key].id
}

resource "aws_route_table_association" "this" {
  for_each = local.subnets

  route_table_id = {
    data    = aws_route_table.data.id
    private = aws_route_table.private[each.value.zone].id
    public  = aws_route_table.public.id
  }[each.value.tier]
  subnet_id = aws_subnet.this[each.key].id
}
