// sparekey-qr is started by sparekey and sparekey-server, once for each request: it reads a picture or makes a QR code,
// and may do nothing else. It takes no arguments, and knows nothing of accounts.
import QRCodeHelper

HelperProcess.run()
