#ifndef CVOCABULARY_H
#define CVOCABULARY_H

/// OpenAI's vocabularies as scripts/update-vocabularies lays them out, part of the program itself: one file to install,
/// and nothing to load. See LICENSE-vocabularies beside their files.

const unsigned char *_Nonnull galley_o200k_base(void);
const unsigned char *_Nonnull galley_cl100k_base(void);

#endif
