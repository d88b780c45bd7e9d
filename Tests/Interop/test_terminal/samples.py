"""What the phones of these tests hold, and how a time is shown."""

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
OTHER_URI = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"
DATE = r"[A-Z][a-z]+ \d+, \d{4} at \d+:\d\d\s[AP]M"
