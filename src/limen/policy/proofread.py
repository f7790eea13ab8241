def proofread(*a):
    raise NotImplementedError
