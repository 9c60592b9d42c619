"""What people ask about their own data, on pages that lead from the day it came to the answer, with what the law asks of each step."""
