"""Writers of other apps' export files, each written from facts about its format, to read with `sparekey import`."""
