#include <ReadBarcode.h>
