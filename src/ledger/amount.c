#include "ledger/amount.h"

/* value / 10; false where something is left. */
static bool take_zero(struct u256 *value)
{
	struct u256 quotient = u256_of(0);
	uint64_t rest = 0;
	for (int i = 3; i >= 0; i--) {
		unsigned __int128 t = (unsigned __int128)rest << 64 | value->w[i];
		quotient.w[i] = (uint64_t)(t / 10);
		rest = (uint64_t)(t % 10);
	}
	if (rest == 0)
		*value = quotient;
	return rest == 0;
}

bool amount_pack(struct u256 amount, uint64_t *packed_r)
{
	if (u256_is_small(amount) && !(amount.w[0] >> 63)) {
		*packed_r = amount.w[0];
		return true;
	}
	unsigned exponent = 0;
	while (!u256_is_small(amount) || amount.w[0] >> AMOUNT_MANTISSA_BITS)
		if (exponent == AMOUNT_EXPONENT_MAX || !take_zero(&amount))
			return false;
		else
			exponent++;
	*packed_r =
		AMOUNT_SCALED | (uint64_t)exponent << AMOUNT_MANTISSA_BITS | amount.w[0];
	return true;
}

struct u256 amount_unpack(uint64_t packed, const struct u256 *large, uint64_t large_count)
{
	if (!(packed >> 63))
		return u256_of(packed);
	if (packed >> 62 == 3) {
		uint64_t entry = packed & ~AMOUNT_LARGE;
		return entry < large_count ? large[entry] : u256_of(0);
	}
	struct u256 amount = u256_of(packed & ((1ull << AMOUNT_MANTISSA_BITS) - 1));
	unsigned exponent = packed >> AMOUNT_MANTISSA_BITS & AMOUNT_EXPONENT_MAX;
	for (; exponent; exponent--)
		if (!u256_mul(amount, u256_of(10), &amount))
			return u256_of(0);
	return amount;
}
