# GPU nodes in the cloud, used when the racks are full.
resource "aws_eks_node_group" "h100_spot" {
  cluster_name    = "fraud-eu"
  node_group_name = "h100-spot"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = data.aws_subnets.private.ids
  capacity_type   = "SPOT"
  instance_types  = ["p5.48xlarge", "p5en.48xlarge"]

  scaling_config {
    min_size     = 0
    max_size     = var.gpu_nodes
    desired_size = 0
  }

  labels = {
    "karpenter.sh/capacity-type" = "spot"
  }

  taint {
    key    = "nvidia.com/gpu"
    value  = "present"
    effect = "NO_SCHEDULE"
  }
}

resource "aws_efs_file_system" "models" {
  encrypted = true
}

# Scratch space of feature extraction.
resource "aws_ebs_volume" "scratch" {
  availability_zone = "${var.region}a"
  size              = 2000
  type              = "gp3"
  encrypted         = var.encrypt_scratch
}

data "aws_subnets" "private" {
  tags = { tier = "private" }
}
