locals {
  tags = merge(var.tags, { Component = "networking" })

  nat_zones = {
    none     = []
    per_zone = keys(var.zones)
    single   = [coalesce(var.nat.zone, "-")]
  }[contains(["none", "per_zone", "single"], var.nat.mode) ? var.nat.mode : "none"]

  # A range of a subnet follows from the tier and the zone's index, and from nothing else. try: a bad cidr_block is
  # refused by its own validation, in words, and not by cidrsubnet.
  subnets = merge([
    for tier, place in var.tiers : {
      for zone, at in var.zones : "${tier}/${zone}" => {
        cidr_block = try(cidrsubnet(var.cidr_block, place.newbits, place.first + at.index), null)
        # a /56 has 256 subnets: public from 0, private from 16, data from 32
        ipv6_place = at.index + { data = 32, private = 16, public = 0 }[tier]
        tier       = tier
        zone       = zone
      }
    }
  ]...)

  # Ranges as numbers, first address and the one after the last: that is how overlaps are found.
  ranges = [
    for name, block in merge(
      { for key, subnet in local.subnets : "the subnet ${key}" => subnet.cidr_block },
      { for key, block in var.reserved_cidr_blocks : "the reserved range ${key}" => block },
      ) : {
      block = block
      first = local.numbers[block].first
      last  = local.numbers[block].last
      name  = name
    } if block != null
  ]
  blocks = distinct(concat([for subnet in values(local.subnets) : subnet.cidr_block if subnet.cidr_block != null], values(var.reserved_cidr_blocks), [var.cidr_block]))
  numbers = {
    for block in local.blocks : block => try({
      first = sum([for place, byte in split(".", cidrhost(block, 0)) : tonumber(byte) * pow(256, 3 - place)])
      last  = sum([for place, byte in split(".", cidrhost(block, 0)) : tonumber(byte) * pow(256, 3 - place)]) + pow(2, 32 - tonumber(split("/", block)[1])) - 1
    }, { first = -1, last = -1 })
  }
  overlapping_subnets = flatten([
    for one_place, one in local.ranges : [
      for two_place, two in local.ranges : "${one.name} (${one.block}) and ${two.name} (${two.block})"
      if one_place < two_place && one.first <= two.last && two.first <= one.last &&
      startswith(one.name, "the subnet") && startswith(two.name, "the subnet")
    ]
  ])
  overlapping_reserved = [
    for name, block in var.reserved_cidr_blocks : "${name} (${block})"
    if local.numbers[block].first <= local.numbers[var.cidr_block].last && local.numbers[var.cidr_block].first <= local.numbers[block].last
  ]
  outside = [for key, subnet in local.subnets : key if subnet.cidr_block == null]
}
