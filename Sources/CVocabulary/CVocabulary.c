#include "CVocabulary.h"

// Clang knows C23's #embed from version 19 on, in every C (clang.llvm.org/docs/LanguageExtensions.html).
#pragma clang diagnostic ignored "-Wc23-extensions"

_Alignas(4) static const unsigned char o200k_base[] = {
#embed "o200k_base.bin"
};

_Alignas(4) static const unsigned char cl100k_base[] = {
#embed "cl100k_base.bin"
};

const unsigned char *galley_o200k_base(void) { return o200k_base; }

const unsigned char *galley_cl100k_base(void) { return cl100k_base; }
