#include "CPrices.h"

// Clang knows #embed in every standard, and says that it came with C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char prices[] = {
#embed "prices.tsv"
};

const unsigned char *galley_prices(void) { return prices; }

size_t galley_prices_size(void) { return sizeof prices; }
