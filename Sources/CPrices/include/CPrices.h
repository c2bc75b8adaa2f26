#ifndef C_PRICES_H
#define C_PRICES_H

#include <stddef.h>

/// The price table, as scripts/update-prices wrote it: prices.tsv, with nothing behind its last byte.
const unsigned char *galley_prices(void);

/// In bytes.
size_t galley_prices_size(void);

#endif
