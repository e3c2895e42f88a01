"""What banks and providers say, line by line, held against the books; and the closing of a period.

It matches and alarms; money moves only by the actions of payins and payouts.
"""
