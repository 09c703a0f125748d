"""What happens when something breaks: kills, disks, locks; each on real files and processes."""
