// The compiler takes a processor for itself: runs of it that wait for each other's processor time out, those in turn do not.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(FaunaFunctions.Infra.Tests.Bicep.Templates))]
