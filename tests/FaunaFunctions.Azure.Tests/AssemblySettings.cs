using FaunaFunctions.Azurite;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]
