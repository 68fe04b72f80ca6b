/* Never built: a target that CMake asks for the include folders of everything together. */
int main(void)
{
    return 0;
}
