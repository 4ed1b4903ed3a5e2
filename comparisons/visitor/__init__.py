"""What has one visitor, and what can they do?"""
