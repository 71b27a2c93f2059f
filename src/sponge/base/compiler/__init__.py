"""How kernels are compiled: decorators and cache, lanes as values, tables by one pointer."""
