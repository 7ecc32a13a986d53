"""What is left when the power goes: files as they were last synced, and any part of what came
after.
"""
