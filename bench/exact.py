"""Exact 95 % intervals of a proportion (Clopper and Pearson)."""
import math


def binomial_tail(k, n, p):
    """P(X >= k) for n draws at p."""
    if k <= 0:
        return 1.0
    total = 0.0
    for i in range(k):
        total += math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
                          + i * math.log(p) + (n - i) * math.log1p(-p))
    return max(0.0, 1.0 - total)


def bisect(f, goal):
    low, high = 1e-12, 1 - 1e-12
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < goal else (low, middle)
    return low


def interval(k, n):
    """Its lower and its upper end, for k of n."""
    low = 0.0 if k == 0 else bisect(lambda p: binomial_tail(k, n, p), 0.025)
    high = 1.0 if k == n else bisect(lambda p: binomial_tail(k + 1, n, p), 0.975)
    return low, high
