// Handler processes, Azurite and emulators share two cores on a build machine: tests that wait for each other's processor time out, those in turn do not.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(FaunaFunctions.Azurite.AzuriteFixture))]
