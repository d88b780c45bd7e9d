// QRCode has the helper `sparekey-qr` read QR codes out of pictures and make them. A picture comes from anyone, so it
// is opened in a process of its own, which may do nothing but compute; the libraries for both are linked by the helper
// alone. It knows nothing of accounts, and takes whatever the helper answers as an attacker's.
