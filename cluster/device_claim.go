package cluster

// ReadDeviceClaim reads a ResourceClaim or ResourceClaimTemplate by itself,
// without the rest of the input.
func ReadDeviceClaim(object *Object) *DeviceClaim { return newDeviceClaim(object) }
