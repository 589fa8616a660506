// What one test measures must not be what another keeps busy.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
