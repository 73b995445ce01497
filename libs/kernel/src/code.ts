/** An opaque id of a producer's: 1 to 64 letters, digits and `. _ : -`, beginning with a letter or digit. */
export const CODE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
