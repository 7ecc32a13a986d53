"""What fills in the ports. Siblings do not see each other."""
