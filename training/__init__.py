"""From labelled comments to a bundle that the service can load."""
